# Target `header_check`: one tiny .cpp for each header of the engine, so that each header is seen to
# stand alone (it includes all that it needs, and may be included twice). It links what the rooms
# offer in public only: a third-party header that should stay in a .cpp is not on its path.
function(halong_add_header_check)
    file(GLOB_RECURSE headers CONFIGURE_DEPENDS RELATIVE "${PROJECT_SOURCE_DIR}/engine"
        "${PROJECT_SOURCE_DIR}/engine/*.hpp")
    set(sources "")
    foreach(header IN LISTS headers)
        string(REGEX REPLACE "\\.hpp$" ".cpp" name "${header}")
        set(source "${CMAKE_BINARY_DIR}/header_check/${name}")
        file(CONFIGURE OUTPUT "${source}" CONTENT
            "#include \"${header}\"\n#include \"${header}\"  // again: it must be guarded\n")
        list(APPEND sources "${source}")
    endforeach()
    if(sources)
        add_library(header_check OBJECT ${sources})
        target_link_libraries(header_check PRIVATE halong_flags ${HALONG_ROOM_TARGETS})
    endif()
endfunction()
